BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0005');
CREATE TABLE day (
	learner VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	again INTEGER NOT NULL, 
	fresh INTEGER NOT NULL, 
	milliseconds BIGINT NOT NULL, 
	green INTEGER NOT NULL, 
	yellow INTEGER NOT NULL, 
	red INTEGER NOT NULL, 
	checks INTEGER NOT NULL, 
	lapses INTEGER NOT NULL, 
	PRIMARY KEY (learner, day)
);
INSERT INTO "day" VALUES('ada','2026-11-21',61,20,31,3660000,20,31,10,10,5);
CREATE TABLE device (
	id VARCHAR NOT NULL, 
	machine VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (machine)
);
INSERT INTO "device" VALUES('0f758d8a9f3dda0f','9758f03e3b22f48f');
CREATE TABLE due_count (
	learner VARCHAR NOT NULL, 
	due INTEGER NOT NULL, 
	pass INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	PRIMARY KEY (learner, due, pass)
);
INSERT INTO "due_count" VALUES('ada',739944,3,5);
INSERT INTO "due_count" VALUES('ada',739942,2,11);
INSERT INTO "due_count" VALUES('ada',739948,4,5);
CREATE TABLE event (
	id VARCHAR NOT NULL, 
	learner VARCHAR NOT NULL, 
	device VARCHAR NOT NULL, 
	lamport BIGINT NOT NULL, 
	at VARCHAR NOT NULL, 
	offset_minutes INTEGER NOT NULL, 
	study_day VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	maths VARCHAR, 
	wording VARCHAR, 
	round VARCHAR, 
	pass INTEGER, 
	ok BOOLEAN, 
	why BOOLEAN, 
	decided_by VARCHAR, 
	seconds FLOAT, 
	target VARCHAR, 
	placed BOOLEAN, 
	more VARCHAR NOT NULL, 
	disputed VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "event" VALUES('01a1fdfa-b360-7fb3-8aea-9540ffefe502','ada','0f758d8a9f3dda0f',1,'2026-11-21T12:00:28.000Z',0,'2026-11-21','verdict','mine/sum','7b0990b7b4c239a2','3bf773552f317e35','first',1,0,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfa-ceb8-7893-ac1b-e1bce56f3198','ada','0f758d8a9f3dda0f',2,'2026-11-21T12:00:35.000Z',0,'2026-11-21','verdict','mine/eigen','130804b402d305e3','de99b3adb1f559e3','first',1,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfa-ea10-7cf2-b143-4350b0022b61','ada','0f758d8a9f3dda0f',3,'2026-11-21T12:00:42.000Z',0,'2026-11-21','verdict','mine/eigen','130804b402d305e3','de99b3adb1f559e3','first',2,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfb-0568-7656-8e1c-7347d46bba9c','ada','0f758d8a9f3dda0f',4,'2026-11-21T12:00:49.000Z',0,'2026-11-21','verdict','mine/decomposition','a679d35b78d1b36f','11ec4a0fec124cd0','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfb-20c0-7192-9ff0-0ddeac88cfd5','ada','0f758d8a9f3dda0f',5,'2026-11-21T12:00:56.000Z',0,'2026-11-21','check','mine/decomposition','a679d35b78d1b36f','11ec4a0fec124cd0','first',1,0,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfb-3c18-74f0-9ee0-291253e58ed1','ada','0f758d8a9f3dda0f',6,'2026-11-21T12:01:03.000Z',0,'2026-11-21','verdict','mine/decomposition','a679d35b78d1b36f','11ec4a0fec124cd0','01a1fdfb-20c0-7192-9ff0-0ddeac88cfd5',2,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfb-5770-7abe-8adc-375711c04aeb','ada','0f758d8a9f3dda0f',7,'2026-11-21T12:01:10.000Z',0,'2026-11-21','verdict','mine/line-of-solutions','ac50a0ccac72fd30','2d73cf6019931ad5','first',1,0,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfb-72c8-7ab4-98ac-5a64b5d47a3b','ada','0f758d8a9f3dda0f',8,'2026-11-21T12:01:17.000Z',0,'2026-11-21','verdict','mine/kernel','be0ea1141cf9c686','b19d0617a74e2589','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfb-8e20-780f-8c66-7e67adbe24c2','ada','0f758d8a9f3dda0f',9,'2026-11-21T12:01:24.000Z',0,'2026-11-21','check','mine/kernel','be0ea1141cf9c686','b19d0617a74e2589','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfb-a978-7816-8245-2ae8b5bbc698','ada','0f758d8a9f3dda0f',10,'2026-11-21T12:01:31.000Z',0,'2026-11-21','verdict','papers/averaged-descent/symbol-8a782b726a','a716975d4b4e9f5d','82647316666c7ef2','first',1,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfb-c4d0-7b6f-9edf-846aeddc4f4b','ada','0f758d8a9f3dda0f',11,'2026-11-21T12:01:38.000Z',0,'2026-11-21','verdict','papers/averaged-descent/symbol-8a782b726a','a716975d4b4e9f5d','82647316666c7ef2','first',2,0,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfb-e028-793a-94f0-9c935c5b582d','ada','0f758d8a9f3dda0f',12,'2026-11-21T12:01:45.000Z',0,'2026-11-21','verdict','papers/averaged-descent/symbol-8a782b726a','a716975d4b4e9f5d','82647316666c7ef2','first',3,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfb-fb80-777d-a395-5de4e2ccd3ef','ada','0f758d8a9f3dda0f',13,'2026-11-21T12:01:52.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-c32d5be426','a716975d4b4e9f5d','0f36fa0739764a4d','first',1,0,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfc-16d8-7583-9d36-34b0e7ac226b','ada','0f758d8a9f3dda0f',14,'2026-11-21T12:01:59.000Z',0,'2026-11-21','verdict','papers/averaged-descent/which-5244212979','0052380508b4a317','1ff922265c680d14','first',1,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfc-3230-7670-b432-c61ce9452a29','ada','0f758d8a9f3dda0f',15,'2026-11-21T12:02:06.000Z',0,'2026-11-21','verdict','papers/averaged-descent/which-5244212979','0052380508b4a317','1ff922265c680d14','first',2,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfc-4d88-7c62-98a6-84655a756177','ada','0f758d8a9f3dda0f',16,'2026-11-21T12:02:13.000Z',0,'2026-11-21','verdict','papers/averaged-descent/spot-the-error-48c2f06bb2','151459e7d2454125','a4f992327b971a5d','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfc-68e0-75a8-9677-f7ef0197300a','ada','0f758d8a9f3dda0f',17,'2026-11-21T12:02:20.000Z',0,'2026-11-21','check','papers/averaged-descent/spot-the-error-48c2f06bb2','151459e7d2454125','a4f992327b971a5d','first',1,0,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfc-8438-7746-ab1f-44062c96a5e5','ada','0f758d8a9f3dda0f',18,'2026-11-21T12:02:27.000Z',0,'2026-11-21','verdict','papers/averaged-descent/spot-the-error-48c2f06bb2','151459e7d2454125','a4f992327b971a5d','01a1fdfc-68e0-75a8-9677-f7ef0197300a',2,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfc-9f90-7bf2-9e8c-8152d96deadc','ada','0f758d8a9f3dda0f',19,'2026-11-21T12:02:34.000Z',0,'2026-11-21','verdict','papers/averaged-descent/symbol-c38e04b45b','a716975d4b4e9f5d','b838b331b63a5b79','first',1,0,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfc-bae8-7870-9026-8350d5520d26','ada','0f758d8a9f3dda0f',20,'2026-11-21T12:02:41.000Z',0,'2026-11-21','verdict','papers/averaged-descent/order-bec72a2112','fb8956b2d8c65129','750e4ae728a72a02','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfc-d640-7f52-b702-8b791461ff73','ada','0f758d8a9f3dda0f',21,'2026-11-21T12:02:48.000Z',0,'2026-11-21','check','papers/averaged-descent/order-bec72a2112','fb8956b2d8c65129','750e4ae728a72a02','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfc-f198-7c9b-91d1-7413cf65fc38','ada','0f758d8a9f3dda0f',22,'2026-11-21T12:02:55.000Z',0,'2026-11-21','verdict','papers/averaged-descent/recall-e5f554141a','7212e687b5ca1956','134a9c882d3ec46b','first',1,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfd-0cf0-72b8-8e13-d2983301127f','ada','0f758d8a9f3dda0f',23,'2026-11-21T12:03:02.000Z',0,'2026-11-21','verdict','papers/averaged-descent/recall-e5f554141a','7212e687b5ca1956','134a9c882d3ec46b','first',2,0,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfd-2848-7153-a8e4-749b6be0dfa7','ada','0f758d8a9f3dda0f',24,'2026-11-21T12:03:09.000Z',0,'2026-11-21','verdict','papers/averaged-descent/recall-e5f554141a','7212e687b5ca1956','134a9c882d3ec46b','first',3,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfd-43a0-7bb8-a071-ea2140276a6c','ada','0f758d8a9f3dda0f',25,'2026-11-21T12:03:16.000Z',0,'2026-11-21','verdict','papers/averaged-descent/symbol-9d17d5093f','a716975d4b4e9f5d','43b7fec145033bc6','first',1,0,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfd-5ef8-7ead-9513-5dcda6a34502','ada','0f758d8a9f3dda0f',26,'2026-11-21T12:03:23.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-a9697579ca','a716975d4b4e9f5d','f543aceccadfe2f3','first',1,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfd-7a50-7a68-94c0-3d8fc8571ac1','ada','0f758d8a9f3dda0f',27,'2026-11-21T12:03:30.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-a9697579ca','a716975d4b4e9f5d','f543aceccadfe2f3','first',2,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfd-95a8-7a2d-928c-efc74205d987','ada','0f758d8a9f3dda0f',28,'2026-11-21T12:03:37.000Z',0,'2026-11-21','verdict','papers/averaged-descent/which-5e671b57a1','92059e986b31041a','f4c30a55950904eb','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfd-b100-7517-bb11-2f888e9f61c8','ada','0f758d8a9f3dda0f',29,'2026-11-21T12:03:44.000Z',0,'2026-11-21','check','papers/averaged-descent/which-5e671b57a1','92059e986b31041a','f4c30a55950904eb','first',1,0,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfd-cc58-7d74-bb3a-d3087c82e0e7','ada','0f758d8a9f3dda0f',30,'2026-11-21T12:03:51.000Z',0,'2026-11-21','verdict','papers/averaged-descent/which-5e671b57a1','92059e986b31041a','f4c30a55950904eb','01a1fdfd-b100-7517-bb11-2f888e9f61c8',2,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfd-e7b0-7249-bd9f-e341a6064dbf','ada','0f758d8a9f3dda0f',31,'2026-11-21T12:03:58.000Z',0,'2026-11-21','verdict','papers/averaged-descent/spot-the-error-13c1b95445','e63d58d40a9bf3e2','3ac507c3e0046f90','first',1,0,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfe-0308-72bc-badf-ffa502cb4c4c','ada','0f758d8a9f3dda0f',32,'2026-11-21T12:04:05.000Z',0,'2026-11-21','verdict','papers/averaged-descent/symbol-bdffbf4ab8','a716975d4b4e9f5d','b69181d0339114c4','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfe-1e60-7bf4-bec6-cc74fc557817','ada','0f758d8a9f3dda0f',33,'2026-11-21T12:04:12.000Z',0,'2026-11-21','check','papers/averaged-descent/symbol-bdffbf4ab8','a716975d4b4e9f5d','b69181d0339114c4','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfe-39b8-73cb-abff-296aa1eed41e','ada','0f758d8a9f3dda0f',34,'2026-11-21T12:04:19.000Z',0,'2026-11-21','verdict','papers/averaged-descent/recall-f981dd24e1','d348741a27252839','994de0f7fc2285f4','first',1,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfe-5510-7127-b071-17e190e3a7d7','ada','0f758d8a9f3dda0f',35,'2026-11-21T12:04:26.000Z',0,'2026-11-21','verdict','papers/averaged-descent/recall-f981dd24e1','d348741a27252839','994de0f7fc2285f4','first',2,0,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfe-7068-7c88-90eb-befbd1e02ece','ada','0f758d8a9f3dda0f',36,'2026-11-21T12:04:33.000Z',0,'2026-11-21','verdict','papers/averaged-descent/recall-f981dd24e1','d348741a27252839','994de0f7fc2285f4','first',3,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfe-8bc0-7b8e-b99c-ca60f034e3de','ada','0f758d8a9f3dda0f',37,'2026-11-21T12:04:40.000Z',0,'2026-11-21','verdict','papers/averaged-descent/recall-9b8455af90','24d181e86576b250','4e5d417df6508fc3','first',1,0,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfe-a718-712a-a4ce-178d01ec0876','ada','0f758d8a9f3dda0f',38,'2026-11-21T12:04:47.000Z',0,'2026-11-21','verdict','papers/averaged-descent/symbol-ab69ebfe4b','a716975d4b4e9f5d','c8fdecbbfed7c00d','first',1,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfe-c270-792a-97b7-975a2954e22e','ada','0f758d8a9f3dda0f',39,'2026-11-21T12:04:54.000Z',0,'2026-11-21','verdict','papers/averaged-descent/symbol-ab69ebfe4b','a716975d4b4e9f5d','c8fdecbbfed7c00d','first',2,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfe-ddc8-7167-9761-d284be86c7c6','ada','0f758d8a9f3dda0f',40,'2026-11-21T12:05:01.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-ab28ffbc13','a716975d4b4e9f5d','494b49843a486ad5','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdfe-f920-7b97-8562-70f23bade2a8','ada','0f758d8a9f3dda0f',41,'2026-11-21T12:05:08.000Z',0,'2026-11-21','check','papers/averaged-descent/explain-ab28ffbc13','a716975d4b4e9f5d','494b49843a486ad5','first',1,0,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdff-1478-778f-b972-66e46e86a31b','ada','0f758d8a9f3dda0f',42,'2026-11-21T12:05:15.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-ab28ffbc13','a716975d4b4e9f5d','494b49843a486ad5','01a1fdfe-f920-7b97-8562-70f23bade2a8',2,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdff-2fd0-76c7-b5ca-d54efaff3669','ada','0f758d8a9f3dda0f',43,'2026-11-21T12:05:22.000Z',0,'2026-11-21','verdict','papers/averaged-descent/which-5d6451433a','23a27827118d7b90','d58fe5347b053e4e','first',1,0,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdff-4b28-70b3-a947-463265fbef1f','ada','0f758d8a9f3dda0f',44,'2026-11-21T12:05:29.000Z',0,'2026-11-21','verdict','papers/averaged-descent/spot-the-error-eb2963fad3','0937b27db2a1f249','28af53a06ff629e9','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdff-6680-7bcc-9a12-a1bb08ecc5c4','ada','0f758d8a9f3dda0f',45,'2026-11-21T12:05:36.000Z',0,'2026-11-21','check','papers/averaged-descent/spot-the-error-eb2963fad3','0937b27db2a1f249','28af53a06ff629e9','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdff-81d8-737b-8b8a-6593741ca14f','ada','0f758d8a9f3dda0f',46,'2026-11-21T12:05:43.000Z',0,'2026-11-21','verdict','papers/averaged-descent/symbol-b7547d8b9c','a716975d4b4e9f5d','ff7f86266f835635','first',1,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdff-9d30-7d35-bd28-0e077e02fa30','ada','0f758d8a9f3dda0f',47,'2026-11-21T12:05:50.000Z',0,'2026-11-21','verdict','papers/averaged-descent/symbol-b7547d8b9c','a716975d4b4e9f5d','ff7f86266f835635','first',2,0,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdff-b888-769b-9982-b222ea333d12','ada','0f758d8a9f3dda0f',48,'2026-11-21T12:05:57.000Z',0,'2026-11-21','verdict','papers/averaged-descent/symbol-b7547d8b9c','a716975d4b4e9f5d','ff7f86266f835635','first',3,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdff-d3e0-732a-9988-0a9074c9e08b','ada','0f758d8a9f3dda0f',49,'2026-11-21T12:06:04.000Z',0,'2026-11-21','verdict','papers/averaged-descent/recall-b875fe35eb','4a4798f3c6702f35','0bf2724b0d2bdae8','first',1,0,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fdff-ef38-7d3f-a4f1-8654349285f2','ada','0f758d8a9f3dda0f',50,'2026-11-21T12:06:11.000Z',0,'2026-11-21','verdict','papers/averaged-descent/recall-d13691562f','dd939888a01c7f43','6fa77861e4ed3e4c','first',1,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe00-0a90-788e-91f9-116985b136cd','ada','0f758d8a9f3dda0f',51,'2026-11-21T12:06:18.000Z',0,'2026-11-21','verdict','papers/averaged-descent/recall-d13691562f','dd939888a01c7f43','6fa77861e4ed3e4c','first',2,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe00-25e8-720d-997c-4f48217eda66','ada','0f758d8a9f3dda0f',52,'2026-11-21T12:06:25.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-c65ae2811b','a716975d4b4e9f5d','fb4ffc3166128133','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe00-4140-707d-a6a9-dff6c53c52d7','ada','0f758d8a9f3dda0f',53,'2026-11-21T12:06:32.000Z',0,'2026-11-21','check','papers/averaged-descent/explain-c65ae2811b','a716975d4b4e9f5d','fb4ffc3166128133','first',1,0,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe00-5c98-77ec-a314-894399dacc42','ada','0f758d8a9f3dda0f',54,'2026-11-21T12:06:39.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-c65ae2811b','a716975d4b4e9f5d','fb4ffc3166128133','01a1fe00-4140-707d-a6a9-dff6c53c52d7',2,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe00-77f0-701c-8323-2d803269ea14','ada','0f758d8a9f3dda0f',55,'2026-11-21T12:06:46.000Z',0,'2026-11-21','verdict','papers/averaged-descent/recall-740cd806f1','4497811b3bec8061','8a621baf5d518522','first',1,0,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe00-9348-7c26-8565-0134b64a1fef','ada','0f758d8a9f3dda0f',56,'2026-11-21T12:06:53.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-fc8416c766','a716975d4b4e9f5d','d9cb1b31552e8cb5','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe00-aea0-7273-b8cf-aca19685f303','ada','0f758d8a9f3dda0f',57,'2026-11-21T12:07:00.000Z',0,'2026-11-21','check','papers/averaged-descent/explain-fc8416c766','a716975d4b4e9f5d','d9cb1b31552e8cb5','first',1,1,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe00-c9f8-7053-9a1d-42640dc88c80','ada','0f758d8a9f3dda0f',58,'2026-11-21T12:07:07.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-48ba729b17','a716975d4b4e9f5d','a7690bb69280f67d','first',1,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe00-e550-7337-8ce4-f2d39c554ff9','ada','0f758d8a9f3dda0f',59,'2026-11-21T12:07:14.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-48ba729b17','a716975d4b4e9f5d','a7690bb69280f67d','first',2,0,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe01-00a8-78f5-93b2-c7f8ee1b249c','ada','0f758d8a9f3dda0f',60,'2026-11-21T12:07:21.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-48ba729b17','a716975d4b4e9f5d','a7690bb69280f67d','first',3,1,0,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe01-1c00-774b-a08b-9b7f544c7d0c','ada','0f758d8a9f3dda0f',61,'2026-11-21T12:07:28.000Z',0,'2026-11-21','verdict','papers/averaged-descent/explain-96bbc0837c','a716975d4b4e9f5d','644ae47f15c943cc','first',1,0,1,'checker',60.0,NULL,NULL,'{"reason":"","code":"","answer":"7","revealed":false,"seen":false,"params":{},"hints":0,"raw_seconds":0.0}',NULL);
INSERT INTO "event" VALUES('01a1fe01-52b0-719e-8c64-441f523de263','ada','0f758d8a9f3dda0f',62,'2026-11-21T12:07:42.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"words","key":"962f697c7f67","text":"The buffer forgets by beta."}',NULL);
INSERT INTO "event" VALUES('01a1fe01-6e08-70fc-b67a-b8460e317a40','ada','0f758d8a9f3dda0f',63,'2026-11-21T12:07:49.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"input","key":"962f697c7f67","text":"a gradient\nand the buffer"}',NULL);
INSERT INTO "event" VALUES('01a1fe01-8960-7eca-881b-256e888dd5c8','ada','0f758d8a9f3dda0f',64,'2026-11-21T12:07:56.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"meaning","key":"\\beta","text":"how much is remembered"}',NULL);
INSERT INTO "event" VALUES('01a1fe01-c010-74f8-9315-b30542721d9b','ada','0f758d8a9f3dda0f',65,'2026-11-21T12:08:10.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"unknown","key":"01a1fe01-a4b8-79a2-aae4-a26bebbce6a6","text":"external hard: Why no bias correction?"}',NULL);
INSERT INTO "event" VALUES('01a1fe01-db68-7596-aeec-ff36d93506bf','ada','0f758d8a9f3dda0f',66,'2026-11-21T12:08:17.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"words","key":"01a1fe01-a4b8-79a2-aae4-a26bebbce6a6","text":"Since the run is long."}',NULL);
INSERT INTO "event" VALUES('01a1fe01-f6c0-7cb8-9b88-17b1c93d7325','ada','0f758d8a9f3dda0f',67,'2026-11-21T12:08:24.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"tick","key":"01a1fe01-a4b8-79a2-aae4-a26bebbce6a6","text":"done: read it"}',NULL);
INSERT INTO "event" VALUES('01a1fe02-2d70-792e-afe7-7911e44b8fbd','ada','0f758d8a9f3dda0f',68,'2026-11-21T12:08:38.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"unknown","key":"01a1fe02-1218-733d-97a9-16d0c3ed2977","text":"internal vague: What is G?"}',NULL);
INSERT INTO "event" VALUES('01a1fe02-48c8-7c1b-8170-c54a9c15c0da','ada','0f758d8a9f3dda0f',69,'2026-11-21T12:08:45.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"tick","key":"read-context","text":"done: an old idea"}',NULL);
INSERT INTO "event" VALUES('01a1fe02-6420-7787-9151-0f07bba8ee22','ada','0f758d8a9f3dda0f',70,'2026-11-21T12:08:52.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"tick","key":"figure/Figure 2","text":"open: x is time"}',NULL);
INSERT INTO "event" VALUES('01a1fe02-7f78-7f01-b6cd-4cdd7670741e','ada','0f758d8a9f3dda0f',71,'2026-11-21T12:08:59.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"tick","key":"idea/enough","text":"done"}',NULL);
INSERT INTO "event" VALUES('01a1fe02-9ad0-7b93-b18d-b08b038cf389','ada','0f758d8a9f3dda0f',72,'2026-11-21T12:09:06.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"depth","key":"","text":"reproduce"}',NULL);
INSERT INTO "event" VALUES('01a1fe02-b628-74c8-b3bd-ca9e691e2eba','ada','0f758d8a9f3dda0f',73,'2026-11-21T12:09:13.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"block","key":"b6b5e952b763","text":"962f697c7f67"}',NULL);
INSERT INTO "event" VALUES('01a1fe02-ecd8-7e28-9324-d3a7b1fa201e','ada','0f758d8a9f3dda0f',74,'2026-11-21T12:09:27.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"box","key":"01a1fe02-d180-7021-863c-69eca1ca2122","text":"My descent\nv = beta*v + g^2\ntheta = theta - alpha*g"}',NULL);
INSERT INTO "event" VALUES('01a1fe03-2388-7526-9f69-11ceac65ce5a','ada','0f758d8a9f3dda0f',75,'2026-11-21T12:09:41.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"boxline","key":"e462b9e35b41334a","text":"borrowed: a step of Averaged \nsecond line"}',NULL);
INSERT INTO "event" VALUES('01a1fe03-3ee0-747a-994e-38c40a75b56d','ada','0f758d8a9f3dda0f',76,'2026-11-21T12:09:48.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"boxline","key":"34c053d869ac8f0d","text":"borrowed: a step of My descen\nsecond line"}',NULL);
INSERT INTO "event" VALUES('01a1fe03-7590-7524-b6b2-aae053ed191d','ada','0f758d8a9f3dda0f',77,'2026-11-21T12:10:02.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"link","key":"01a1fe03-5a38-71ca-81d4-7ed7afacb395","text":"https://example.org/post\nA post\n12"}',NULL);
INSERT INTO "event" VALUES('01a1fe03-90e8-7ceb-b138-9da39dbdfa91','ada','0f758d8a9f3dda0f',78,'2026-11-21T12:10:09.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"overview","key":"about","text":"It averages squares."}',NULL);
INSERT INTO "event" VALUES('01a1fe03-ac40-7215-b8f3-4d762080cef7','ada','0f758d8a9f3dda0f',79,'2026-11-21T12:10:16.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"boxline","key":"fedcba9876543210","text":"of a step that is gone"}',NULL);
INSERT INTO "event" VALUES('01a1fe03-fe48-76d9-be1e-ad07e42969b2','bob','0f758d8a9f3dda0f',1,'2026-11-21T12:10:37.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"depth","key":"","text":"idea"}',NULL);
INSERT INTO "event" VALUES('01a1fe04-19a0-709f-835d-69a47d288346','bob','0f758d8a9f3dda0f',2,'2026-11-21T12:10:44.000Z',0,'2026-11-21','note','papers/averaged-descent',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"field":"tick","key":"read-context","text":"done"}',NULL);
CREATE TABLE former_item (
	learner VARCHAR NOT NULL, 
	was VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	PRIMARY KEY (learner, was)
);
CREATE TABLE meta (
	learner VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (learner, name)
);
INSERT INTO "meta" VALUES('ada','rules','3');
INSERT INTO "meta" VALUES('ada','gaps','1 3 7 14');
INSERT INTO "meta" VALUES('ada','loaded','a9c7b6789733466bb83f11d7cb12aec1bd344b01557edba252915cebab3e0ce8');
CREATE TABLE open_attempt (
	learner VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	saved BIGINT NOT NULL, 
	body VARCHAR NOT NULL, 
	PRIMARY KEY (learner, item)
);
CREATE TABLE pass_count (
	learner VARCHAR NOT NULL, 
	bank VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	pass INTEGER NOT NULL, 
	opened VARCHAR NOT NULL, 
	colour VARCHAR NOT NULL, 
	n INTEGER NOT NULL, 
	PRIMARY KEY (learner, bank, round, pass, opened, colour)
);
INSERT INTO "pass_count" VALUES('ada','mine',1,1,'first','green',2);
INSERT INTO "pass_count" VALUES('ada','mine',2,1,'check','yellow',1);
INSERT INTO "pass_count" VALUES('ada','mine',2,2,'check','green',1);
INSERT INTO "pass_count" VALUES('ada','mine',1,1,'first','yellow',2);
INSERT INTO "pass_count" VALUES('ada','mine',1,2,'first','yellow',1);
INSERT INTO "pass_count" VALUES('ada','mine',1,3,'first','waiting',1);
INSERT INTO "pass_count" VALUES('ada','mine',1,1,'first','red',1);
INSERT INTO "pass_count" VALUES('ada','mine',1,2,'first','waiting',2);
INSERT INTO "pass_count" VALUES('ada','papers/averaged-descent',1,1,'first','yellow',14);
INSERT INTO "pass_count" VALUES('ada','papers/averaged-descent',1,2,'first','red',5);
INSERT INTO "pass_count" VALUES('ada','papers/averaged-descent',1,3,'first','yellow',5);
INSERT INTO "pass_count" VALUES('ada','papers/averaged-descent',1,4,'first','waiting',5);
INSERT INTO "pass_count" VALUES('ada','papers/averaged-descent',1,2,'first','waiting',9);
INSERT INTO "pass_count" VALUES('ada','papers/averaged-descent',1,2,'first','yellow',4);
INSERT INTO "pass_count" VALUES('ada','papers/averaged-descent',1,3,'first','waiting',4);
INSERT INTO "pass_count" VALUES('ada','papers/averaged-descent',1,1,'first','green',8);
INSERT INTO "pass_count" VALUES('ada','papers/averaged-descent',2,1,'check','yellow',4);
INSERT INTO "pass_count" VALUES('ada','papers/averaged-descent',2,2,'check','green',4);
INSERT INTO "pass_count" VALUES('ada','papers/averaged-descent',1,1,'first','red',4);
CREATE TABLE state (
	learner VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	bank VARCHAR NOT NULL, 
	topic VARCHAR DEFAULT '' NOT NULL, 
	hidden BOOLEAN NOT NULL, 
	basis VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	round_id VARCHAR NOT NULL, 
	opened VARCHAR NOT NULL, 
	passes INTEGER NOT NULL, 
	first_red INTEGER NOT NULL, 
	yellows INTEGER NOT NULL, 
	study_day VARCHAR, 
	due INTEGER NOT NULL, 
	skips INTEGER NOT NULL, 
	skipped_on VARCHAR, 
	parked_by_hand BOOLEAN NOT NULL, 
	parked_on VARCHAR, 
	reopened_on VARCHAR, 
	undoable VARCHAR, 
	overridable VARCHAR, 
	marks VARCHAR NOT NULL, 
	reviews VARCHAR NOT NULL, 
	slips_on INTEGER NOT NULL, 
	stability FLOAT, 
	rested INTEGER, 
	PRIMARY KEY (learner, item)
);
INSERT INTO "state" VALUES('ada','mine/decomposition','mine','own.basics',0,'a679d35b78d1b36f','green',2,'01a1fdfb-20c0-7192-9ff0-0ddeac88cfd5','check',2,0,1,'2026-11-21',10000000,0,NULL,0,NULL,NULL,'01a1fdfb-3c18-74f0-9ee0-291253e58ed1','01a1fdfb-3c18-74f0-9ee0-291253e58ed1','[["01a1fdfb-0568-7656-8e1c-7347d46bba9c",1,1,"green",true,false,"first","2026-11-21"],["01a1fdfb-20c0-7192-9ff0-0ddeac88cfd5",2,1,"yellow",false,false,"check","2026-11-21"],["01a1fdfb-3c18-74f0-9ee0-291253e58ed1",2,2,"green",true,false,"check","2026-11-21"]]','739941g',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','mine/eigen','mine','own.basics',0,'130804b402d305e3','yellow',1,'first','first',2,0,2,'2026-11-21',739944,0,NULL,0,NULL,NULL,'01a1fdfa-ea10-7cf2-b143-4350b0022b61','01a1fdfa-ea10-7cf2-b143-4350b0022b61','[["01a1fdfa-ceb8-7893-ac1b-e1bce56f3198",1,1,"yellow",true,false,"first","2026-11-21"],["01a1fdfa-ea10-7cf2-b143-4350b0022b61",1,2,"yellow",true,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','mine/kernel','mine','own.basics',0,'be0ea1141cf9c686','green',1,'first','first',1,0,0,'2026-11-21',10000000,0,NULL,0,NULL,NULL,'01a1fdfb-8e20-780f-8c66-7e67adbe24c2','01a1fdfb-8e20-780f-8c66-7e67adbe24c2','[["01a1fdfb-72c8-7ab4-98ac-5a64b5d47a3b",1,1,"green",true,false,"first","2026-11-21"]]','739941g',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','mine/line-of-solutions','mine','own.basics',0,'ac50a0ccac72fd30','red',1,'first','first',1,1,0,'2026-11-21',739942,0,NULL,0,NULL,NULL,'01a1fdfb-5770-7abe-8adc-375711c04aeb','01a1fdfb-5770-7abe-8adc-375711c04aeb','[["01a1fdfb-5770-7abe-8adc-375711c04aeb",1,1,"red",false,false,"first","2026-11-21"]]','739941r',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','mine/sum','mine','own.basics',0,'7b0990b7b4c239a2','yellow',1,'first','first',1,0,1,'2026-11-21',739942,0,NULL,0,NULL,NULL,'01a1fdfa-b360-7fb3-8aea-9540ffefe502','01a1fdfa-b360-7fb3-8aea-9540ffefe502','[["01a1fdfa-b360-7fb3-8aea-9540ffefe502",1,1,"yellow",false,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/explain-48ba729b17','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','yellow',1,'first','first',3,2,2,'2026-11-21',739948,0,NULL,0,NULL,NULL,'01a1fe01-00a8-78f5-93b2-c7f8ee1b249c','01a1fe01-00a8-78f5-93b2-c7f8ee1b249c','[["01a1fe00-c9f8-7053-9a1d-42640dc88c80",1,1,"yellow",true,false,"first","2026-11-21"],["01a1fe00-e550-7337-8ce4-f2d39c554ff9",1,2,"red",false,false,"first","2026-11-21"],["01a1fe01-00a8-78f5-93b2-c7f8ee1b249c",1,3,"yellow",true,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/explain-96bbc0837c','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','yellow',1,'first','first',1,0,1,'2026-11-21',739942,0,NULL,0,NULL,NULL,'01a1fe01-1c00-774b-a08b-9b7f544c7d0c','01a1fe01-1c00-774b-a08b-9b7f544c7d0c','[["01a1fe01-1c00-774b-a08b-9b7f544c7d0c",1,1,"yellow",false,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/explain-a9697579ca','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','yellow',1,'first','first',2,0,2,'2026-11-21',739944,0,NULL,0,NULL,NULL,'01a1fdfd-7a50-7a68-94c0-3d8fc8571ac1','01a1fdfd-7a50-7a68-94c0-3d8fc8571ac1','[["01a1fdfd-5ef8-7ead-9513-5dcda6a34502",1,1,"yellow",true,false,"first","2026-11-21"],["01a1fdfd-7a50-7a68-94c0-3d8fc8571ac1",1,2,"yellow",true,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/explain-ab28ffbc13','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','green',2,'01a1fdfe-f920-7b97-8562-70f23bade2a8','check',2,0,1,'2026-11-21',10000000,0,NULL,0,NULL,NULL,'01a1fdff-1478-778f-b972-66e46e86a31b','01a1fdff-1478-778f-b972-66e46e86a31b','[["01a1fdfe-ddc8-7167-9761-d284be86c7c6",1,1,"green",true,false,"first","2026-11-21"],["01a1fdfe-f920-7b97-8562-70f23bade2a8",2,1,"yellow",false,false,"check","2026-11-21"],["01a1fdff-1478-778f-b972-66e46e86a31b",2,2,"green",true,false,"check","2026-11-21"]]','739941g',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/explain-c32d5be426','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','yellow',1,'first','first',1,0,1,'2026-11-21',739942,0,NULL,0,NULL,NULL,'01a1fdfb-fb80-777d-a395-5de4e2ccd3ef','01a1fdfb-fb80-777d-a395-5de4e2ccd3ef','[["01a1fdfb-fb80-777d-a395-5de4e2ccd3ef",1,1,"yellow",false,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/explain-c65ae2811b','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','green',2,'01a1fe00-4140-707d-a6a9-dff6c53c52d7','check',2,0,1,'2026-11-21',10000000,0,NULL,0,NULL,NULL,'01a1fe00-5c98-77ec-a314-894399dacc42','01a1fe00-5c98-77ec-a314-894399dacc42','[["01a1fe00-25e8-720d-997c-4f48217eda66",1,1,"green",true,false,"first","2026-11-21"],["01a1fe00-4140-707d-a6a9-dff6c53c52d7",2,1,"yellow",false,false,"check","2026-11-21"],["01a1fe00-5c98-77ec-a314-894399dacc42",2,2,"green",true,false,"check","2026-11-21"]]','739941g',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/explain-fc8416c766','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','green',1,'first','first',1,0,0,'2026-11-21',10000000,0,NULL,0,NULL,NULL,'01a1fe00-aea0-7273-b8cf-aca19685f303','01a1fe00-aea0-7273-b8cf-aca19685f303','[["01a1fe00-9348-7c26-8565-0134b64a1fef",1,1,"green",true,false,"first","2026-11-21"]]','739941g',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/order-bec72a2112','papers/averaged-descent','papers.averaged-descent',0,'fb8956b2d8c65129','green',1,'first','first',1,0,0,'2026-11-21',10000000,0,NULL,0,NULL,NULL,'01a1fdfc-d640-7f52-b702-8b791461ff73','01a1fdfc-d640-7f52-b702-8b791461ff73','[["01a1fdfc-bae8-7870-9026-8350d5520d26",1,1,"green",true,false,"first","2026-11-21"]]','739941g',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/recall-740cd806f1','papers/averaged-descent','papers.averaged-descent',0,'4497811b3bec8061','red',1,'first','first',1,1,0,'2026-11-21',739942,0,NULL,0,NULL,NULL,'01a1fe00-77f0-701c-8323-2d803269ea14','01a1fe00-77f0-701c-8323-2d803269ea14','[["01a1fe00-77f0-701c-8323-2d803269ea14",1,1,"red",false,false,"first","2026-11-21"]]','739941r',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/recall-9b8455af90','papers/averaged-descent','papers.averaged-descent',0,'24d181e86576b250','yellow',1,'first','first',1,0,1,'2026-11-21',739942,0,NULL,0,NULL,NULL,'01a1fdfe-8bc0-7b8e-b99c-ca60f034e3de','01a1fdfe-8bc0-7b8e-b99c-ca60f034e3de','[["01a1fdfe-8bc0-7b8e-b99c-ca60f034e3de",1,1,"yellow",false,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/recall-b875fe35eb','papers/averaged-descent','papers.averaged-descent',0,'4a4798f3c6702f35','yellow',1,'first','first',1,0,1,'2026-11-21',739942,0,NULL,0,NULL,NULL,'01a1fdff-d3e0-732a-9988-0a9074c9e08b','01a1fdff-d3e0-732a-9988-0a9074c9e08b','[["01a1fdff-d3e0-732a-9988-0a9074c9e08b",1,1,"yellow",false,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/recall-d13691562f','papers/averaged-descent','papers.averaged-descent',0,'dd939888a01c7f43','yellow',1,'first','first',2,0,2,'2026-11-21',739944,0,NULL,0,NULL,NULL,'01a1fe00-0a90-788e-91f9-116985b136cd','01a1fe00-0a90-788e-91f9-116985b136cd','[["01a1fdff-ef38-7d3f-a4f1-8654349285f2",1,1,"yellow",true,false,"first","2026-11-21"],["01a1fe00-0a90-788e-91f9-116985b136cd",1,2,"yellow",true,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/recall-e5f554141a','papers/averaged-descent','papers.averaged-descent',0,'7212e687b5ca1956','yellow',1,'first','first',3,2,2,'2026-11-21',739948,0,NULL,0,NULL,NULL,'01a1fdfd-2848-7153-a8e4-749b6be0dfa7','01a1fdfd-2848-7153-a8e4-749b6be0dfa7','[["01a1fdfc-f198-7c9b-91d1-7413cf65fc38",1,1,"yellow",true,false,"first","2026-11-21"],["01a1fdfd-0cf0-72b8-8e13-d2983301127f",1,2,"red",false,false,"first","2026-11-21"],["01a1fdfd-2848-7153-a8e4-749b6be0dfa7",1,3,"yellow",true,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/recall-f981dd24e1','papers/averaged-descent','papers.averaged-descent',0,'d348741a27252839','yellow',1,'first','first',3,2,2,'2026-11-21',739948,0,NULL,0,NULL,NULL,'01a1fdfe-7068-7c88-90eb-befbd1e02ece','01a1fdfe-7068-7c88-90eb-befbd1e02ece','[["01a1fdfe-39b8-73cb-abff-296aa1eed41e",1,1,"yellow",true,false,"first","2026-11-21"],["01a1fdfe-5510-7127-b071-17e190e3a7d7",1,2,"red",false,false,"first","2026-11-21"],["01a1fdfe-7068-7c88-90eb-befbd1e02ece",1,3,"yellow",true,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/spot-the-error-13c1b95445','papers/averaged-descent','papers.averaged-descent',0,'e63d58d40a9bf3e2','red',1,'first','first',1,1,0,'2026-11-21',739942,0,NULL,0,NULL,NULL,'01a1fdfd-e7b0-7249-bd9f-e341a6064dbf','01a1fdfd-e7b0-7249-bd9f-e341a6064dbf','[["01a1fdfd-e7b0-7249-bd9f-e341a6064dbf",1,1,"red",false,false,"first","2026-11-21"]]','739941r',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/spot-the-error-48c2f06bb2','papers/averaged-descent','papers.averaged-descent',0,'151459e7d2454125','green',2,'01a1fdfc-68e0-75a8-9677-f7ef0197300a','check',2,0,1,'2026-11-21',10000000,0,NULL,0,NULL,NULL,'01a1fdfc-8438-7746-ab1f-44062c96a5e5','01a1fdfc-8438-7746-ab1f-44062c96a5e5','[["01a1fdfc-4d88-7c62-98a6-84655a756177",1,1,"green",true,false,"first","2026-11-21"],["01a1fdfc-68e0-75a8-9677-f7ef0197300a",2,1,"yellow",false,false,"check","2026-11-21"],["01a1fdfc-8438-7746-ab1f-44062c96a5e5",2,2,"green",true,false,"check","2026-11-21"]]','739941g',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/spot-the-error-eb2963fad3','papers/averaged-descent','papers.averaged-descent',0,'0937b27db2a1f249','green',1,'first','first',1,0,0,'2026-11-21',10000000,0,NULL,0,NULL,NULL,'01a1fdff-6680-7bcc-9a12-a1bb08ecc5c4','01a1fdff-6680-7bcc-9a12-a1bb08ecc5c4','[["01a1fdff-4b28-70b3-a947-463265fbef1f",1,1,"green",true,false,"first","2026-11-21"]]','739941g',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/symbol-8a782b726a','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','yellow',1,'first','first',3,2,2,'2026-11-21',739948,0,NULL,0,NULL,NULL,'01a1fdfb-e028-793a-94f0-9c935c5b582d','01a1fdfb-e028-793a-94f0-9c935c5b582d','[["01a1fdfb-a978-7816-8245-2ae8b5bbc698",1,1,"yellow",true,false,"first","2026-11-21"],["01a1fdfb-c4d0-7b6f-9edf-846aeddc4f4b",1,2,"red",false,false,"first","2026-11-21"],["01a1fdfb-e028-793a-94f0-9c935c5b582d",1,3,"yellow",true,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/symbol-9d17d5093f','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','yellow',1,'first','first',1,0,1,'2026-11-21',739942,0,NULL,0,NULL,NULL,'01a1fdfd-43a0-7bb8-a071-ea2140276a6c','01a1fdfd-43a0-7bb8-a071-ea2140276a6c','[["01a1fdfd-43a0-7bb8-a071-ea2140276a6c",1,1,"yellow",false,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/symbol-ab69ebfe4b','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','yellow',1,'first','first',2,0,2,'2026-11-21',739944,0,NULL,0,NULL,NULL,'01a1fdfe-c270-792a-97b7-975a2954e22e','01a1fdfe-c270-792a-97b7-975a2954e22e','[["01a1fdfe-a718-712a-a4ce-178d01ec0876",1,1,"yellow",true,false,"first","2026-11-21"],["01a1fdfe-c270-792a-97b7-975a2954e22e",1,2,"yellow",true,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/symbol-b7547d8b9c','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','yellow',1,'first','first',3,2,2,'2026-11-21',739948,0,NULL,0,NULL,NULL,'01a1fdff-b888-769b-9982-b222ea333d12','01a1fdff-b888-769b-9982-b222ea333d12','[["01a1fdff-81d8-737b-8b8a-6593741ca14f",1,1,"yellow",true,false,"first","2026-11-21"],["01a1fdff-9d30-7d35-bd28-0e077e02fa30",1,2,"red",false,false,"first","2026-11-21"],["01a1fdff-b888-769b-9982-b222ea333d12",1,3,"yellow",true,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/symbol-bdffbf4ab8','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','green',1,'first','first',1,0,0,'2026-11-21',10000000,0,NULL,0,NULL,NULL,'01a1fdfe-1e60-7bf4-bec6-cc74fc557817','01a1fdfe-1e60-7bf4-bec6-cc74fc557817','[["01a1fdfe-0308-72bc-badf-ffa502cb4c4c",1,1,"green",true,false,"first","2026-11-21"]]','739941g',0,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/symbol-c38e04b45b','papers/averaged-descent','papers.averaged-descent',0,'a716975d4b4e9f5d','red',1,'first','first',1,1,0,'2026-11-21',739942,0,NULL,0,NULL,NULL,'01a1fdfc-9f90-7bf2-9e8c-8152d96deadc','01a1fdfc-9f90-7bf2-9e8c-8152d96deadc','[["01a1fdfc-9f90-7bf2-9e8c-8152d96deadc",1,1,"red",false,false,"first","2026-11-21"]]','739941r',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/which-5244212979','papers/averaged-descent','papers.averaged-descent',0,'0052380508b4a317','yellow',1,'first','first',2,0,2,'2026-11-21',739944,0,NULL,0,NULL,NULL,'01a1fdfc-3230-7670-b432-c61ce9452a29','01a1fdfc-3230-7670-b432-c61ce9452a29','[["01a1fdfc-16d8-7583-9d36-34b0e7ac226b",1,1,"yellow",true,false,"first","2026-11-21"],["01a1fdfc-3230-7670-b432-c61ce9452a29",1,2,"yellow",true,false,"first","2026-11-21"]]','739941y',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/which-5d6451433a','papers/averaged-descent','papers.averaged-descent',0,'23a27827118d7b90','red',1,'first','first',1,1,0,'2026-11-21',739942,0,NULL,0,NULL,NULL,'01a1fdff-2fd0-76c7-b5ca-d54efaff3669','01a1fdff-2fd0-76c7-b5ca-d54efaff3669','[["01a1fdff-2fd0-76c7-b5ca-d54efaff3669",1,1,"red",false,false,"first","2026-11-21"]]','739941r',10000000,NULL,NULL);
INSERT INTO "state" VALUES('ada','papers/averaged-descent/which-5e671b57a1','papers/averaged-descent','papers.averaged-descent',0,'92059e986b31041a','green',2,'01a1fdfd-b100-7517-bb11-2f888e9f61c8','check',2,0,1,'2026-11-21',10000000,0,NULL,0,NULL,NULL,'01a1fdfd-cc58-7d74-bb3a-d3087c82e0e7','01a1fdfd-cc58-7d74-bb3a-d3087c82e0e7','[["01a1fdfd-95a8-7a2d-928c-efc74205d987",1,1,"green",true,false,"first","2026-11-21"],["01a1fdfd-b100-7517-bb11-2f888e9f61c8",2,1,"yellow",false,false,"check","2026-11-21"],["01a1fdfd-cc58-7d74-bb3a-d3087c82e0e7",2,2,"green",true,false,"check","2026-11-21"]]','739941g',0,NULL,NULL);
CREATE TABLE state_count (
	learner VARCHAR NOT NULL, 
	bank VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	n INTEGER NOT NULL, 
	PRIMARY KEY (learner, bank, topic, state)
);
INSERT INTO "state_count" VALUES('ada','mine','own.basics','green',2);
INSERT INTO "state_count" VALUES('ada','mine','own.basics','yellow',2);
INSERT INTO "state_count" VALUES('ada','mine','own.basics','red',1);
INSERT INTO "state_count" VALUES('ada','papers/averaged-descent','papers.averaged-descent','yellow',14);
INSERT INTO "state_count" VALUES('ada','papers/averaged-descent','papers.averaged-descent','green',8);
INSERT INTO "state_count" VALUES('ada','papers/averaged-descent','papers.averaged-descent','red',4);
CREATE TABLE time_count (
	learner VARCHAR NOT NULL, 
	pass INTEGER NOT NULL, 
	bucket INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	PRIMARY KEY (learner, pass, bucket)
);
INSERT INTO "time_count" VALUES('ada',1,47,31);
INSERT INTO "time_count" VALUES('ada',2,47,15);
INSERT INTO "time_count" VALUES('ada',3,47,5);
CREATE TABLE topic_pass_count (
	learner VARCHAR NOT NULL, 
	bank VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	pass INTEGER NOT NULL, 
	green INTEGER NOT NULL, 
	yellow INTEGER NOT NULL, 
	red INTEGER NOT NULL, 
	parked INTEGER NOT NULL, 
	PRIMARY KEY (learner, bank, topic, pass)
);
INSERT INTO "topic_pass_count" VALUES('ada','mine','own.basics',1,2,3,1,0);
INSERT INTO "topic_pass_count" VALUES('ada','mine','own.basics',2,1,1,0,0);
INSERT INTO "topic_pass_count" VALUES('ada','papers/averaged-descent','papers.averaged-descent',1,8,18,4,0);
INSERT INTO "topic_pass_count" VALUES('ada','papers/averaged-descent','papers.averaged-descent',2,4,4,5,0);
INSERT INTO "topic_pass_count" VALUES('ada','papers/averaged-descent','papers.averaged-descent',3,0,5,0,0);
CREATE TABLE word_count (
	learner VARCHAR NOT NULL, 
	ok BOOLEAN NOT NULL, 
	why BOOLEAN NOT NULL, 
	later VARCHAR NOT NULL, 
	"right" BOOLEAN NOT NULL, 
	n INTEGER NOT NULL, 
	PRIMARY KEY (learner, ok, why, later, "right")
);
INSERT INTO "word_count" VALUES('ada',1,1,'check',0,5);
INSERT INTO "word_count" VALUES('ada',0,1,'pass',1,5);
INSERT INTO "word_count" VALUES('ada',1,0,'pass',1,5);
INSERT INTO "word_count" VALUES('ada',1,1,'check',1,5);
INSERT INTO "word_count" VALUES('ada',1,0,'pass',0,5);
INSERT INTO "word_count" VALUES('ada',0,0,'pass',1,5);
CREATE INDEX event_of_item ON event (learner, item, lamport, device, id);
CREATE INDEX event_placed ON event (learner, placed) WHERE placed IS NOT NULL;
CREATE INDEX event_of_device ON event (learner, device, lamport);
CREATE INDEX event_of_day ON event (learner, device, study_day, at);
CREATE INDEX event_wrong ON event (learner, lamport) WHERE NOT ok;
CREATE INDEX event_in_order ON event (learner, lamport, device, id);
CREATE INDEX event_of_target ON event (target) WHERE target IS NOT NULL;
CREATE INDEX event_disputed ON event (learner, disputed, lamport) WHERE disputed IS NOT NULL;
CREATE INDEX state_due ON state (learner, hidden, due, item);
CREATE INDEX state_of_bank ON state (learner, hidden, bank, due, item);
CREATE INDEX state_slipping ON state (learner, hidden, slips_on, stability, rested, item);
CREATE INDEX former_item_of ON former_item (learner, item);
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
COMMIT;
PRAGMA user_version = 5;
